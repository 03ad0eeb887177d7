"""One supervisor for every process of the platform (design, section 3)."""
