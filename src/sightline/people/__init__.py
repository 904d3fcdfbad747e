"""Who the person is: names, identifiers, care status, placements, flags, plan, profile. Knows no episode and no
agency but by number."""
