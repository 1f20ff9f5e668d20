"""All measurements, one after the other: `make benchmarks`."""

from benchmarks import exports, finder, nearest

if __name__ == "__main__":
    finder.main()
    nearest.main()
    exports.main()
