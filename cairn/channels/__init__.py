"""The wires to the world: one package a channel, and the delivery that all of them share."""
