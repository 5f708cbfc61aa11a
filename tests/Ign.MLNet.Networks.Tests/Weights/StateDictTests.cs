namespace Ign.MLNet.Networks.Tests;

[TestClass]
public sealed class StateDictTests
{
    private static readonly NetworkSpec s_spec = new NetworkSpec("n", new TensorShape(1, 4, 4),
    [
        new Conv(1, 2, 3, 1, 1, Bias: false), new BatchNorm(2), new Activation(ActivationKind.Relu),
        new Residual([new Conv(2, 2, 1)]), new ConvTranspose(2, 1, 3, 1, 1),
    ]).Validated();

    private static readonly WeightSet s_weights = TestNetworks.Weights(s_spec, 4);

    [TestMethod]
    [DataRow("encoder.0", "encoder.1", "encoder.10.conv", "decoder.2")]
    [DataRow("conv1", "conv2", "conv11", "conv12")]
    [DataRow("main.0", "main.2", "main.9", "main.10")]
    [DataRow("netD.enc1.0", "netD.enc1.1", "netD.mid", "netD.dec1.0")]
    public void Modules_are_taken_in_the_order_of_their_names(params string[] modules)
    {
        // In a file the tensors stand by type and name, so their order there says nothing.
        var tensors = Named(modules).OrderByDescending(t => t.Name, StringComparer.Ordinal);
        foreach (var (expected, actual) in s_weights.InOrder.Zip(StateDict.Fit(s_spec, tensors).InOrder)) Assert.AreSame(expected.Data, actual.Data);
    }

    [TestMethod]
    public void Modules_are_taken_in_the_order_that_is_asked_for()
    {
        string[] modules = ["z", "y", "b", "a"];
        Assert.AreSame(s_weights["0.weight"].Data, StateDict.Fit(s_spec, Named(modules), modules)["0.weight"].Data);
        Refused(Named(modules), "Module 'a' holds weight, bias, layer '0' of the network has weight only.", ["a", "b", "y", "z"]);
        Refused(Named(modules), "The weights hold no module 'x'.", ["z", "y", "b", "x"]);
    }

    [TestMethod]
    public void Shapes_say_which_layer_a_module_is_whatever_it_is_called()
    {
        string[] modules = ["z", "y", "b", "a"];
        CollectionAssert.AreEqual(modules, StateDict.OrderOf(s_spec, Named(modules)).ToArray());
        Assert.AreSame(s_weights["0.weight"].Data, StateDict.Fit(s_spec, Named(modules))["0.weight"].Data);
    }

    [TestMethod]
    [DataRow("first_conv", "layers.0.0", "layers.0.1", "layers.2.0", "layers.2.1", "last_conv")]
    [DataRow("encoder.first_conv", "encoder.layers.0.2", "encoder.layers.0.3", "encoder.last_conv", "encoder.last_norm", "decoder.conv")]
    [DataRow("conv1", "conv2", "bn2", "conv3", "bn3", "conv4")]
    [DataRow("inc", "down1.conv", "down1.norm", "mid.conv", "mid.norm", "outc")]
    public void Modules_of_equal_shape_go_by_their_names(params string[] modules)
    {
        var spec = new NetworkSpec("n", new TensorShape(2, 4, 4),
            [new Conv(2, 2, 3, 1, 1), new Conv(2, 2, 3, 1, 1), new BatchNorm(2), new Conv(2, 2, 3, 1, 1), new BatchNorm(2), new ConvTranspose(2, 2, 3, 1, 1)])
            .Validated();
        var weights = TestNetworks.Weights(spec, 4);
        var theirs = weights.InOrder.Select(t => t with { Name = $"{modules[t.Name[0] - '0']}.{t.Name[2..]}" })
            .OrderByDescending(t => t.Name, StringComparer.Ordinal);
        CollectionAssert.AreEqual(modules, StateDict.OrderOf(spec, theirs).ToArray());
        foreach (var (expected, actual) in weights.InOrder.Zip(StateDict.Fit(spec, theirs).InOrder)) Assert.AreSame(expected.Data, actual.Data);
    }

    [TestMethod]
    public void A_fully_connected_layer_fits_a_kernel_of_one_pixel()
    {
        string[] modules = ["a0", "a1", "a2", "a3"];
        var linear = Named(modules).Select(t => t.Name == "a2.weight" ? t with { Shape = [2, 2] } : t);
        Assert.AreSame(s_weights["3.body.0.weight"].Data, StateDict.Fit(s_spec, linear)["3.body.0.weight"].Data);
    }

    [TestMethod]
    public void What_does_not_fit_is_named()
    {
        string[] modules = ["a0", "a1", "a2", "a3"];
        var tensors = Named(modules).ToList();
        Refused(tensors.Append(new("a4.weight", [1], [1])), "The weights hold 5 modules with parameters, the network has 4 layers with parameters.");
        Refused(tensors.Where(t => !t.Name.StartsWith("a3", StringComparison.Ordinal)),
            "The weights hold 3 modules with parameters, the network has 4 layers with parameters.");
        Refused(tensors.Append(new("a0.bias", [2], [1, 1])), "Module 'a0' holds weight, bias, layer '0' of the network has weight only.");
        Refused(tensors.Select(t => t.Name == "a3.weight" ? t with { Shape = [1, 2, 3, 3] } : t),
            "The weight of module 'a3' has shape [1, 2, 3, 3], layer '4' of the network expects [2, 1, 3, 3].");
        Refused(tensors.Append(new("a0.weight_v", [2], [1, 1])), "Tensor 'a0.weight_v' is not a weight, bias, running_mean or running_var.");
        Refused(tensors.Append(tensors[0]), "Module 'a0' holds its weight twice.");
        Refused(tensors.Select(t => t.Name == "a0.weight" ? t with { Data = [.. t.Data.Select(_ => float.NaN)] } : t),
            "Weight '0.weight' holds NaN or infinity.");
    }

    /// <summary>The test weights as a state dict with those modules, and the counters that PyTorch adds.</summary>
    private static IEnumerable<NamedTensor> Named(string[] modules)
    {
        string[] layers = ["0", "1", "3.body.0", "4"];
        foreach (var (layer, module) in layers.Zip(modules))
        {
            foreach (var tensor in s_weights.InOrder.Where(t => t.Name[..t.Name.LastIndexOf('.')] == layer))
            {
                string role = tensor.Name[(tensor.Name.LastIndexOf('.') + 1)..];
                yield return tensor with { Name = module + "." + role switch { "mean" => "running_mean", "variance" => "running_var", _ => role } };
            }
            if (layer == "1") yield return new NamedTensor($"{module}.num_batches_tracked", [], [1000]);
        }
    }

    private static void Refused(IEnumerable<NamedTensor> tensors, string reason, string[]? order = null) =>
        Assert.Contains(reason, Assert.ThrowsExactly<IgnFormatException>(() => StateDict.Fit(s_spec, tensors, order)).Message);
}
