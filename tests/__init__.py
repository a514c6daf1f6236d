"""The proof: which kind of test proves which kind of claim is said in README.md."""
