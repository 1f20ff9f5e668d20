"""All measurements, one after the other: `make benchmarks`."""

from benchmarks import exports, finder, map, nearest, page_weight, rsvps

if __name__ == "__main__":
    finder.main()
    rsvps.main()
    nearest.main()
    exports.main()
    map.main()
    page_weight.main()
