namespace Ign.MLNet.Networks;

/// <summary>Field numbers of onnx.proto (https://github.com/onnx/onnx, Apache-2.0), as far as they are used here.</summary>
internal static class OnnxSchema
{
    internal static class Model
    {
        internal const int IrVersion = 1, ProducerName = 2, Graph = 7, OpsetImport = 8, MetadataProps = 14, TrainingInfo = 20, Functions = 25;
    }

    internal static class OperatorSet
    {
        internal const int Domain = 1, Version = 2;
    }

    internal static class Entry
    {
        internal const int Key = 1, Value = 2;
    }

    internal static class Graph
    {
        internal const int Node = 1, Name = 2, Initializer = 5, Input = 11, Output = 12, ValueInfo = 13, SparseInitializer = 15;
    }

    internal static class Node
    {
        internal const int Input = 1, Output = 2, Name = 3, OpType = 4, Attribute = 5, Domain = 7;
    }

    internal static class Attribute
    {
        internal const int Name = 1, Float = 2, Int = 3, Text = 4, Tensor = 5, Graph = 6, Ints = 8, Tensors = 10, Graphs = 11, Type = 20, SparseTensor = 22,
            SparseTensors = 23, Documentation = 13;

        /// <summary>Values of <see cref="Type"/>.</summary>
        internal const int TypeFloat = 1, TypeInt = 2, TypeText = 3, TypeInts = 7;
    }

    internal static class Tensor
    {
        internal const int Dims = 1, DataType = 2, FloatData = 4, Name = 8, RawData = 9, ExternalData = 13, DataLocation = 14;
    }

    internal static class SparseTensor
    {
        internal const int Values = 1, Indices = 2;
    }

    internal static class ValueInfo
    {
        internal const int Name = 1, Type = 2;
    }

    internal static class Type
    {
        internal const int Tensor = 1, Sequence = 4, Map = 5, SparseTensor = 8, Optional = 9;
    }

    internal static class TensorType
    {
        internal const int ElementType = 1, Shape = 2;
    }

    internal static class Shape
    {
        internal const int Dim = 1, DimValue = 1, DimParam = 2;
    }
}
