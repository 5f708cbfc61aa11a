using Microsoft.ML;
using Stranger;

// data folder, models
Loading.ScoreAll(new MLContext(), args[0], args[1], "absent");
