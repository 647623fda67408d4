"""Schedules: when somebody is there. Weekly hours with breaks, holidays and other exceptions, each by its own zone.

Invariants: whether it is open, and when it opens next, is computed by pure functions from the schedule alone; times are
those of the zone's clocks, whatever daylight saving does to them; an archived schedule is pointed at by nobody.
It never knows who works by a schedule: live chats say which one is theirs.
"""
