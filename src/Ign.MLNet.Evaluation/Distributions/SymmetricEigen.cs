namespace Ign.MLNet.Evaluation;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix: Householder reduction to a tridiagonal one and the implicit QL method on that (Bowdler,
/// Martin, Reinsch, Wilkinson, "Linear Algebra", 1971: tred2 and tql2). A = V · diag(λ) · Vᵀ.
/// </summary>
internal sealed class SymmetricEigen
{
    private const int MaxIterations = 60;

    private readonly int _n;
    private readonly double[] _d;
    private readonly double[] _e;

    // Row i holds component i of all eigenvectors.
    private readonly double[][] _v;

    /// <param name="matrix">A symmetric matrix, row by row; only its lower triangle is read.</param>
    /// <exception cref="ArithmeticException">It holds values that are not finite.</exception>
    internal SymmetricEigen(double[][] matrix)
    {
        _n = matrix.Length;
        _v = [.. matrix.Select(row => (double[])row.Clone())];
        _d = new double[_n];
        _e = new double[_n];
        if (_v.Any(row => row.Any(x => !double.IsFinite(x)))) throw new ArithmeticException("A matrix with values that are not finite has no eigenvalues.");
        if (_n == 0) return;
        Tridiagonalize();
        Diagonalize();
    }

    /// <summary>The eigenvalues, in no order.</summary>
    internal IReadOnlyList<double> Values => _d;

    /// <summary>V · diag(f(λ)) · Vᵀ.</summary>
    internal double[][] Apply(Func<double, double> f)
    {
        var mapped = Array.ConvertAll(_d, x => f(x));
        var result = new double[_n][];
        Parallel.For(0, _n, i =>
        {
            var scaled = new double[_n];
            for (int k = 0; k < _n; k++) scaled[k] = _v[i][k] * mapped[k];
            result[i] = [.. Enumerable.Range(0, _n).Select(j => Dot(scaled, _v[j]))];
        });
        return result;
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

    private void Tridiagonalize()
    {
        for (int j = 0; j < _n; j++) _d[j] = _v[_n - 1][j];
        for (int i = _n - 1; i > 0; i--)
        {
            double h = 0, scale = 0;
            for (int k = 0; k < i; k++) scale += Math.Abs(_d[k]);
            if (scale == 0)
            {
                _e[i] = _d[i - 1];
                for (int j = 0; j < i; j++)
                {
                    _d[j] = _v[i - 1][j];
                    _v[i][j] = 0;
                    _v[j][i] = 0;
                }
            }
            else
            {
                h = Reflect(i, scale);
            }
            _d[i] = h;
        }
        AccumulateReflections();
    }

    /// <summary>One Householder reflection that clears row i left of the subdiagonal.</summary>
    private double Reflect(int i, double scale)
    {
        double h = 0;
        for (int k = 0; k < i; k++)
        {
            _d[k] /= scale;
            h += _d[k] * _d[k];
        }
        double f = _d[i - 1], g = f > 0 ? -Math.Sqrt(h) : Math.Sqrt(h);
        _e[i] = scale * g;
        h -= f * g;
        _d[i - 1] = f - g;
        for (int j = 0; j < i; j++) _e[j] = 0;
        for (int j = 0; j < i; j++)
        {
            f = _d[j];
            _v[j][i] = f;
            g = _e[j] + _v[j][j] * f;
            for (int k = j + 1; k <= i - 1; k++)
            {
                g += _v[k][j] * _d[k];
                _e[k] += _v[k][j] * f;
            }
            _e[j] = g;
        }
        f = 0;
        for (int j = 0; j < i; j++)
        {
            _e[j] /= h;
            f += _e[j] * _d[j];
        }
        double hh = f / (h + h);
        for (int j = 0; j < i; j++) _e[j] -= hh * _d[j];
        for (int j = 0; j < i; j++)
        {
            f = _d[j];
            g = _e[j];
            for (int k = j; k <= i - 1; k++) _v[k][j] -= f * _e[k] + g * _d[k];
            _d[j] = _v[i - 1][j];
            _v[i][j] = 0;
        }
        return h;
    }

    private void AccumulateReflections()
    {
        for (int i = 0; i < _n - 1; i++)
        {
            _v[_n - 1][i] = _v[i][i];
            _v[i][i] = 1;
            double h = _d[i + 1];
            if (h != 0)
            {
                for (int k = 0; k <= i; k++) _d[k] = _v[k][i + 1] / h;
                for (int j = 0; j <= i; j++)
                {
                    double g = 0;
                    for (int k = 0; k <= i; k++) g += _v[k][i + 1] * _v[k][j];
                    for (int k = 0; k <= i; k++) _v[k][j] -= g * _d[k];
                }
            }
            for (int k = 0; k <= i; k++) _v[k][i + 1] = 0;
        }
        for (int j = 0; j < _n; j++)
        {
            _d[j] = _v[_n - 1][j];
            _v[_n - 1][j] = 0;
        }
        _v[_n - 1][_n - 1] = 1;
        _e[0] = 0;
    }

    private void Diagonalize()
    {
        for (int i = 1; i < _n; i++) _e[i - 1] = _e[i];
        _e[_n - 1] = 0;
        double f = 0, largest = 0;
        const double Epsilon = 2.220446049250313e-16;
        for (int l = 0; l < _n; l++)
        {
            largest = Math.Max(largest, Math.Abs(_d[l]) + Math.Abs(_e[l]));
            int m = l;
            while (m < _n - 1 && Math.Abs(_e[m]) > Epsilon * largest) m++;
            for (int iteration = 0; m > l; iteration++)
            {
                if (iteration == MaxIterations) throw new ArithmeticException("The eigenvalues of a matrix were not found.");
                f += Step(l, m);
                if (Math.Abs(_e[l]) <= Epsilon * largest) break;
            }
            _d[l] += f;
            _e[l] = 0;
        }
    }

    /// <summary>One implicit QL step with a shift on rows l to m.</summary>
    /// <returns>The shift.</returns>
    private double Step(int l, int m)
    {
        double g = _d[l], p = (_d[l + 1] - g) / (2 * _e[l]), r = p < 0 ? -Hypot(p, 1) : Hypot(p, 1);
        _d[l] = _e[l] / (p + r);
        _d[l + 1] = _e[l] * (p + r);
        double next = _d[l + 1], shift = g - _d[l];
        for (int i = l + 2; i < _n; i++) _d[i] -= shift;
        p = _d[m];
        double c = 1, c2 = 1, c3 = 1, s = 0, s2 = 0, below = _e[l + 1];
        for (int i = m - 1; i >= l; i--)
        {
            c3 = c2;
            c2 = c;
            s2 = s;
            g = c * _e[i];
            double h = c * p;
            r = Hypot(p, _e[i]);
            _e[i + 1] = s * r;
            s = _e[i] / r;
            c = p / r;
            p = c * _d[i] - s * g;
            _d[i + 1] = h + s * (c * g + s * _d[i]);
            foreach (var row in _v)
            {
                h = row[i + 1];
                row[i + 1] = s * row[i] + c * h;
                row[i] = c * row[i] - s * h;
            }
        }
        p = -s * s2 * c3 * below * _e[l] / next;
        _e[l] = s * p;
        _d[l] = c * p;
        return shift;
    }

    private static double Hypot(double a, double b) => double.Hypot(a, b);
}
