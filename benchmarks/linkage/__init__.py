"""Chinese identity linkage, compared in public: one task, several engines, one table. Enter yours: see README.md."""
