"""Projects the test images with OpenCV's own engine, which shares no code with ONNX Runtime."""
import sys

import cv2

import project


def load(path, threads):
    if threads:
        cv2.setNumThreads(threads)
    network = cv2.dnn.readNetFromONNX(path)

    def f(y):
        network.setInput(y)
        return network.forward().copy()  # forward gives a view of memory that the next call overwrites.

    return f


if __name__ == "__main__":
    sys.exit(project.main(load, "opencv"))
