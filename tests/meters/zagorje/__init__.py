"""The walk through Moja Komunala Zagorje at the water meter (Z-12 to Z-23). Labels are the manual's, letter by letter."""
