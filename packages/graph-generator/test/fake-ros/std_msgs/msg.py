class String:
    pass
