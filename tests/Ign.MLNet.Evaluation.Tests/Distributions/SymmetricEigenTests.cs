namespace Ign.MLNet.Evaluation.Tests;

[TestClass]
public sealed class SymmetricEigenTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(17)]
    [DataRow(60)]
    public void The_identity_function_gives_the_matrix_back(int size)
    {
        var random = new SeededRandom((ulong)size);
        var matrix = new double[size][];
        for (int i = 0; i < size; i++) matrix[i] = new double[size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j <= i; j++) matrix[i][j] = matrix[j][i] = i % 5 == 3 || j % 5 == 3 ? 0 : random.NextGaussian();
        var eigen = new SymmetricEigen(matrix);
        var (again, inverse) = (eigen.Apply(x => x), eigen.Apply(_ => 1));
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
            {
                Assert.AreEqual(matrix[i][j], again[i][j], 1e-11);
                Assert.AreEqual(i == j ? 1 : 0, inverse[i][j], 1e-12);
            }
    }

    [TestMethod]
    public void Values_that_are_not_finite_are_refused() => Assert.ThrowsExactly<ArithmeticException>(() => new SymmetricEigen([[double.NaN]]));
}
