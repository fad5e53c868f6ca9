"""The pages of the app: functions, one a module."""
