using Microsoft.ML;
using Microsoft.ML.Data;

namespace Ign.MLNet;

/// <summary>Maps single rows, for prediction engines.</summary>
internal sealed class ProjectionMapper(ProjectionBinding binding) : IRowToRowMapper
{
    public DataViewSchema InputSchema => binding.InputSchema;

    public DataViewSchema OutputSchema => binding.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        ArgumentNullException.ThrowIfNull(dependingColumns);
        return binding.Dependencies(binding.Active(dependingColumns));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != InputSchema) throw new ArgumentException("The row has another schema than the one that the mapper was made for.", nameof(input));
        return new ProjectionRow(binding, input, binding.Active(activeColumns));
    }
}
