"""Tests of the prompt library's pages, over a real portal and a real gateway behind one origin."""
