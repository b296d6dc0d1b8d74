"""`python3 -m csg`, from a checkout."""

from csg.entry import main

if __name__ == "__main__":
    main()
