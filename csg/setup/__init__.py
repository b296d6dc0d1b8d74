"""Getting csg onto machines and into clients, and finding what is wrong there.  No hook comes here.

Imports `clients`, `state` and below.  A check of doctor goes to `diagnosis`.
"""
