"""x"""
CODES: dict[str,str] = {}
