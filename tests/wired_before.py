"""What a wired command said before today's `base.loader.LOADER`: settings may still say it."""

#: Of the files that had no directory of their bytecode.
_FIRST = 'import posix,sys;a=sys.argv[1];d=posix.open(a,0);exec(posix.pread(d,4096,0).split(b"\\n#:\\n",2)[1])'
#: Until what is rare became a string.
_SECOND = (
    'import marshal,posix,sys;"hook"in sys.argv and setattr(sys,"excepthook",lambda*e:posix._exit(0));'
    "from _frozen_importlib_external import MAGIC_NUMBER as m;"
    "a=sys.argv[1];d=posix.open(a,0);h=posix.pread(d,4608,0);"
    'p=h[4096:4100]==b"csg1"and marshal.loads(h[4100:]).get(m);b=p and marshal.loads(posix.pread(d,*p));'
    'exec(b[0]if b else h.split(b"\\n#:\\n",2)[-2])'
)

LOADERS = (_FIRST, _SECOND)
