"""The money room: payouts that wait for a person, transfers, channels, books, reconciliation."""
