"""Text from strangers: folded, decoded, shown and escaped. One subject a module."""
