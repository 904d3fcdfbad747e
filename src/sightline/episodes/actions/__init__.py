"""What may be done to an episode: every action is one transaction of event, state and announcement."""
