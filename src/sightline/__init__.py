"""Sightline: the shared record of people who go missing, for every agency that has a duty to them."""
