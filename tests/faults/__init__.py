"""The promise under faults: senders, followers, a schedule drawn from a seed, healing, and one verdict on all of it."""
