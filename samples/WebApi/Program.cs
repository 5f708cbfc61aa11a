using System.Globalization;
using System.Threading.RateLimiting;
using Ign.MLNet.Samples.WebApi;

// POST /restore takes a photograph of any size and answers with the restored one; the page at / shows both.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = Upload.MostRead);
builder.Services.AddProblemDetails();
// Restoring keeps a core busy for seconds: as many at a time as there are cores, a few that wait, and an answer at once to all others.
builder.Services.AddRateLimiter(limits =>
{
    limits.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
    limits.AddPolicy(Restorer.Busy, _ => RateLimitPartition.GetConcurrencyLimiter("all",
        _ => new ConcurrencyLimiterOptions { PermitLimit = Environment.ProcessorCount, QueueLimit = 16 }));
});
using var restorer = new Restorer(builder.Configuration["Pipeline"]);

var app = builder.Build();
app.UseStatusCodePages(); // answers without a body get problem+json, too
app.UseRateLimiter();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapPost("/restore", async (HttpRequest request, HttpResponse response) =>
{
    try
    {
        using var photo = Upload.Decode(await Upload.ReadAsync(request));
        using var restored = restorer.Restore(photo);
        response.Headers["Ign-Displacement"] = restored.Displacement.ToString("0.###", CultureInfo.InvariantCulture);
        response.Headers["Ign-Displacement-Levels"] = restored.Levels.ToString("0.###", CultureInfo.InvariantCulture);
        return Results.Bytes(Png.Encode(restored.Image), "image/png");
    }
    catch (UploadException e)
    {
        return Results.Problem(e.Message, statusCode: e.StatusCode);
    }
}).RequireRateLimiting(Restorer.Busy);
await app.RunAsync();
