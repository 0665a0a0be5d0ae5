"""Inspector: plans of government become checklists, visits, scores, rankings and official letters."""
