"""All measurements, one after the other: `make benchmarks`."""

from benchmarks import exports, finder, nearest, rsvps

if __name__ == "__main__":
    finder.main()
    rsvps.main()
    nearest.main()
    exports.main()
