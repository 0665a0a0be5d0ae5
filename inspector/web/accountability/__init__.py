"""The accountability report: how far findings are put right, by place, office, clause and month."""
