using Ign.MLNet.Networks;

namespace Ign.MLNet.Evaluation.Tests;

/// <summary>
/// Damage as it was first written down, one function a kind. Published figures were measured with it, so the bytes must stay: what it draws for
/// a seed, the library draws too.
/// </summary>
internal static class FirstLaw
{
    /// <summary>What the preset <c>garments</c> was before there were recipes.</summary>
    internal static float[] Mixture(float[] image, TensorShape shape, ulong seed)
    {
        var random = new SeededRandom(seed);
        int side = Math.Min(shape.Height, shape.Width);
        switch (random.Next(6))
        {
            case 0:
                float sigma = random.Next(0.05f, 0.8f);
                bool clip = random.Next(2) == 0;
                return Gaussian(image, sigma, clip, random.NextUInt64());
            case 1:
                float salt = random.Next(0.02f, 0.4f);
                return SaltAndPepper(image, shape, salt, random.NextUInt64());
            case 2:
                float blur = random.Next(0.5f, 2.2f);
                return Blur(image, shape, blur);
            case 3:
                float dead = random.Next(0.05f, 0.7f);
                return DeadPixels(image, shape, dead, random.NextUInt64());
            case 4:
                int box = side / 7 + random.Next(side * 3 / 7 + 1);
                return Box(image, shape, box, random.NextUInt64());
            default:
                return DownUp(image, shape, 2 + random.Next(3));
        }
    }

    internal static float[] Gaussian(float[] image, float sigma, bool clip, ulong seed)
    {
        var random = new SeededRandom(seed);
        var result = new float[image.Length];
        for (int i = 0; i < image.Length; i++)
        {
            float value = image[i] + sigma * (float)Normal(ref random, i % 2 == 1);
            result[i] = clip ? Math.Clamp(value, -1, 1) : value;
        }
        return result;
    }

    internal static float[] SaltAndPepper(float[] image, TensorShape shape, float share, ulong seed)
    {
        var random = new SeededRandom(seed);
        float[] result = [.. image];
        int plane = shape.Height * shape.Width;
        for (int pixel = 0; pixel < plane; pixel++)
        {
            double draw = random.NextDouble();
            if (draw >= share) continue;
            for (int c = 0; c < shape.Channels; c++) result[c * plane + pixel] = draw < share / 2 ? -1 : 1;
        }
        return result;
    }

    internal static float[] DeadPixels(float[] image, TensorShape shape, float share, ulong seed)
    {
        var random = new SeededRandom(seed);
        float[] result = [.. image];
        int plane = shape.Height * shape.Width;
        for (int pixel = 0; pixel < plane; pixel++)
        {
            if (random.NextDouble() >= share) continue;
            for (int c = 0; c < shape.Channels; c++) result[c * plane + pixel] = -1;
        }
        return result;
    }

    internal static float[] Box(float[] image, TensorShape shape, int side, ulong seed)
    {
        var random = new SeededRandom(seed);
        float[] result = [.. image];
        int height = Math.Min(side, shape.Height), width = Math.Min(side, shape.Width);
        int top = random.Next(shape.Height - height + 1), left = random.Next(shape.Width - width + 1);
        for (int i = 0; i < result.Length; i++)
        {
            int y = i / shape.Width % shape.Height, x = i % shape.Width;
            if (y >= top && y < top + height && x >= left && x < left + width) result[i] = -1;
        }
        return result;
    }

    internal static float[] Blur(float[] image, TensorShape shape, float sigma)
    {
        int radius = (int)Math.Ceiling(3 * sigma);
        var kernel = new float[2 * radius + 1];
        for (int k = -radius; k <= radius; k++) kernel[k + radius] = MathF.Exp(-k * k / (2 * sigma * sigma));
        float total = kernel.Sum();
        for (int k = 0; k < kernel.Length; k++) kernel[k] /= total;
        float[] rows = new float[image.Length], result = new float[image.Length];
        for (int i = 0; i < image.Length; i++)
        {
            int x = i % shape.Width;
            for (int k = -radius; k <= radius; k++) rows[i] += kernel[k + radius] * image[i - x + Math.Clamp(x + k, 0, shape.Width - 1)];
        }
        for (int i = 0; i < image.Length; i++)
        {
            int y = i / shape.Width % shape.Height;
            for (int k = -radius; k <= radius; k++) result[i] += kernel[k + radius] * rows[i + (Math.Clamp(y + k, 0, shape.Height - 1) - y) * shape.Width];
        }
        return result;
    }

    internal static float[] DownUp(float[] image, TensorShape shape, int factor)
    {
        int height = (shape.Height + factor - 1) / factor, width = (shape.Width + factor - 1) / factor, plane = shape.Height * shape.Width;
        var result = new float[image.Length];
        for (int c = 0; c < shape.Channels; c++)
        {
            var small = new float[height * width];
            for (int i = 0; i < small.Length; i++)
            {
                int top = i / width * factor, left = i % width * factor, bottom = Math.Min(top + factor, shape.Height),
                    right = Math.Min(left + factor, shape.Width);
                for (int y = top; y < bottom; y++)
                    for (int x = left; x < right; x++) small[i] += image[c * plane + y * shape.Width + x];
                small[i] /= (bottom - top) * (right - left);
            }
            for (int i = 0; i < plane; i++)
            {
                float y = Math.Clamp((i / shape.Width + 0.5f) / factor - 0.5f, 0, height - 1),
                    x = Math.Clamp((i % shape.Width + 0.5f) / factor - 0.5f, 0, width - 1);
                int y0 = (int)y, x0 = (int)x, y1 = Math.Min(y0 + 1, height - 1), x1 = Math.Min(x0 + 1, width - 1);
                float fy = y - y0, fx = x - x0;
                result[c * plane + i] = (1 - fy) * ((1 - fx) * small[y0 * width + x0] + fx * small[y0 * width + x1])
                    + fy * ((1 - fx) * small[y1 * width + x0] + fx * small[y1 * width + x1]);
            }
        }
        return result;
    }

    /// <summary>The polar method gives two values at a time: the second is what the first left over.</summary>
    private static double Normal(ref SeededRandom random, bool second)
    {
        if (second)
        {
            double spare = s_spare;
            return spare;
        }
        double u, v, s;
        do
        {
            u = 2 * random.NextDouble() - 1;
            v = 2 * random.NextDouble() - 1;
            s = u * u + v * v;
        }
        while (s >= 1 || s == 0);
        double factor = Math.Sqrt(-2 * Math.Log(s) / s);
        s_spare = v * factor;
        return u * factor;
    }

    [ThreadStatic]
    private static double s_spare;
}
