"""All measurements, one after the other: `make benchmarks`."""

from benchmarks import finder, nearest

if __name__ == "__main__":
    finder.main()
    nearest.main()
