"""Restores a picture, or projects the test images, with OpenCV's own engine, which shares no code with ONNX Runtime."""
import sys

import cv2

import onnx_file
import project


def load(path, threads):
    if threads:
        cv2.setNumThreads(threads)
    with open(path, "rb") as file:
        data = file.read()
    network, size = cv2.dnn.readNetFromONNX(data), onnx_file.size_of(data)

    def f(y):
        nonlocal network, size
        if y.shape[2:] != size:  # OpenCV fixes sizes when it reads a file.
            network, size = cv2.dnn.readNetFromONNX(onnx_file.of_size(data, *y.shape[2:])), y.shape[2:]
        network.setInput(y)
        return network.forward().copy()  # forward gives a view of memory that the next call overwrites.

    return f


if __name__ == "__main__":
    sys.exit(project.main(load, "opencv", "photo.opencv.onnx", resizes=True))
