"""Deskbell with years behind it: N messages loaded, then what people wait for, each with its plan."""
