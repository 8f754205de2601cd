"""LOG → WIRE: four ways to follow the same log. They never see a provider or the store."""
