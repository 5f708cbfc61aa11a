using System.CommandLine;
using Ign.MLNet.Networks;

namespace Ign.MLNet.Cli;

/// <summary>The options of <c>ign export</c> that say how the file is written.</summary>
internal sealed class ExportFormOptions
{
    private readonly Option<string> _precision = Choice("--precision",
        "How kernels are stored. int8-static also rounds the values between layers, to ranges measured on --check-data.", "fp32", "fp16", "int8",
        "int8-static");
    private readonly Option<string> _input = Choice("--input",
        "What goes in and comes out: floats in the card's range, or 8-bit pixels as N,H,W,C (uint8) or N,C,H,W (uint8-nchw).", "float", "uint8", "uint8-nchw");
    private readonly Option<int> _applications = new("--applications")
    {
        Description = "Apply the network that many times inside the file.",
        HelpName = "k",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _batch = new("--batch")
    {
        Description = "Fix the number of images of a call, for runtimes that need it; it is free by default.",
        HelpName = "n",
    };
    private readonly Option<int> _opset = new("--opset")
    {
        Description = $"Operator set, {OnnxForm.MinOpset} to {OnnxForm.MaxOpset}; {OnnxForm.DefaultOpset} by default, {OnnxForm.StaticOpset} for int8-static.",
        HelpName = "n",
    };

    internal IEnumerable<Option> All => [_precision, _input, _applications, _batch, _opset];

    /// <exception cref="UsageException">A value is out of its range.</exception>
    internal OnnxForm Read(ParseResult parsed)
    {
        var form = Parse(parsed);
        // What is measured for it comes later, so that its own rule is looked at here.
        bool isStatic = form.Precision == WeightPrecision.Int8Static;
        if (isStatic && form.Opset is >= OnnxForm.MinOpset and < OnnxForm.StaticOpset)
            throw new UsageException($"--opset: int8-static needs an operator set of at least {OnnxForm.StaticOpset}. Got {form.Opset}.");
        var checkable = isStatic ? form with { Precision = WeightPrecision.Int8 } : form;
        try
        {
            _ = checkable.Checked();
            return form;
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new UsageException($"--{e.ParamName!.ToLowerInvariant()}: {ErrorReport.TextOf(e)} Got {e.ActualValue}.");
        }
    }

    private OnnxForm Parse(ParseResult parsed) => new()
    {
        Precision = parsed.GetRequiredValue(_precision).ToLowerInvariant() switch
        {
            "fp16" => WeightPrecision.Float16,
            "int8" => WeightPrecision.Int8,
            "int8-static" => WeightPrecision.Int8Static,
            _ => WeightPrecision.Float32
        },
        Elements = parsed.GetRequiredValue(_input).ToLowerInvariant() switch
        {
            "uint8" => ImageElements.UInt8Interleaved,
            "uint8-nchw" => ImageElements.UInt8Planes,
            _ => ImageElements.Float
        },
        Applications = parsed.GetRequiredValue(_applications),
        Batch = Given(parsed, _batch),
        Opset = Given(parsed, _opset)
            ?? (parsed.GetRequiredValue(_precision).Equals("int8-static", StringComparison.OrdinalIgnoreCase) ? OnnxForm.StaticOpset : OnnxForm.DefaultOpset),
    };

    private static int? Given(ParseResult parsed, Option<int> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option);

    private static Option<string> Choice(string name, string help, params string[] values)
    {
        var option = new Option<string>(name) { Description = help, DefaultValueFactory = _ => values[0] };
        option.AcceptOnly(values);
        return option;
    }
}
