"""Reports: built once from a snapshot, kept as they were, shown as each reader may see them."""
