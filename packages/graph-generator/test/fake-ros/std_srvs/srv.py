class Trigger:
    pass
