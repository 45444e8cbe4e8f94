"""What the components need to know before a template can draw them: geometry, words, drawings. No queries, no requests."""
