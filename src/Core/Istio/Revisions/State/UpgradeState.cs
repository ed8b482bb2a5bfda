using System.Text.Json;
using System.Text.Json.Serialization;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Revisions.State;

/// <summary>What an upgrade has to remember; the rest is read from the cluster each time.</summary>
/// <param name="Form">canary or in-place.</param>
/// <param name="Old">The revision it leads from.</param>
/// <param name="New">The revision it leads to; the same in place.</param>
/// <param name="From">The version it leads from; null where it is not known.</param>
/// <param name="To">The version it leads to.</param>
internal sealed record UpgradeState(string Form, string Old, string New, string? From, string To)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Where it stands.</summary>
    public UpgradePhase Phase { get; init; }

    /// <summary>The folder of the backup, on the machine that made it; null before.</summary>
    public string? Backup { get; init; }

    /// <summary>The batches, in their order.</summary>
    public IReadOnlyList<Batch> Batches { get; init; } = [];

    /// <summary>The labels that each namespace had before.</summary>
    public IReadOnlyDictionary<string, InjectionLabels> Labels { get; init; } = new Dictionary<string, InjectionLabels>();

    /// <summary>The tags that were moved, each with the revision it led to before; null for one that was made.</summary>
    public IReadOnlyDictionary<string, string?> Tags { get; init; } = new Dictionary<string, string?>();

    /// <summary>In place: the releases as helm had them before.</summary>
    public IReadOnlyDictionary<string, InstalledChart> Releases { get; init; } = new Dictionary<string, InstalledChart>();

    /// <summary>True when a run came to its end with it, well or not: the next one tries again what failed. False while one is under way or was cut off: the next one goes on and tries nothing twice.</summary>
    public bool Ended { get; init; }

    /// <summary>True when there is nothing left to go on with.</summary>
    [JsonIgnore]
    public bool IsOver => Phase is UpgradePhase.Done or UpgradePhase.RolledBack;

    /// <summary>True in place.</summary>
    [JsonIgnore]
    public bool IsInPlace => Form == "in-place";

    /// <summary>The batches whose gate did not let them pass.</summary>
    [JsonIgnore]
    public IEnumerable<Batch> Failed => Batches.Where(batch => batch.State is BatchState.Failed or BatchState.Stuck);

    /// <summary>The same with one batch in the place of another.</summary>
    public UpgradeState With(int index, Batch batch) => this with { Batches = [.. Batches.Select((one, at) => at == index ? batch : one)] };

    /// <summary>As it is written.</summary>
    [JsonIgnore]
    public string Text => JsonSerializer.Serialize(this, Format) + "\n";

    /// <summary>Reads it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it is none.</exception>
    public static UpgradeState Read(string text, string place)
    {
        try
        {
            return JsonSerializer.Deserialize<UpgradeState>(text, Format) is { Old: not null, New: not null, Form: not null, To: not null } state
                && state.Batches is not null && state.Labels is not null && state.Tags is not null && state.Releases is not null
                && state.Batches.All(batch => batch is { Namespaces: not null, Marks: not null } && batch.Namespaces.All(ns => ns is not null)) && state.Labels.All(one => one.Value is not null) && state.Releases.All(one => one.Value?.Chart is not null)
                ? state
                : throw Malformed(place, "something that it has to say is null", null);
        }
        catch (JsonException exception)
        {
            throw Malformed(place, Model.Printable.OneLine(exception.Message), exception);
        }
    }

    private static MeshException Malformed(string place, string why, Exception? inner) => new(
        ExitCode.MalformedInput, $"{place} does not say where the upgrade stands: {why}",
        "Someone has changed it; correct it, or delete it, after which the next run plans anew from the labels of the namespaces", inner);
}
