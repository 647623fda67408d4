"""The promise under faults: a log of operations, a seeded schedule, healing, a final read, and one checker."""
