"""What a thing is: glossary, codes, delivery contracts and one class per table; no rule and no engine here."""
