"""The numbers: judge, result, share, tree, roll-up, rank and explanation. Pure, exact integers and fractions."""
