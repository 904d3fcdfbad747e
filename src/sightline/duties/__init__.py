"""Who must do what by when, who was told, who acknowledged, and what was sent. Listens to episodes; knows no screen."""
