"""The demonstration county: invented agencies, people and two years of episodes. Knows no clock and no screen."""
