"""Providers of answers: each turns one `Call` into a stream of pieces, and its failures into one kind."""
