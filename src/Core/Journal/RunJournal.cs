using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Journal;

/// <summary>
/// What happens in a run, written down once: verbs write, listeners hear it live, reports read it at the end. Nothing reaches an output but through here,
/// so that secrets are masked in one place.
/// </summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="time">The clock.</param>
/// <param name="secrets">The secrets to mask.</param>
public sealed class RunJournal(TimeProvider time, Secrets secrets)
{
    private readonly Lock gate = new();
    private readonly List<Step> steps = [];
    private readonly List<Finding> findings = [];
    private readonly List<ChangeRecord> changes = [];
    private readonly List<ToolCall> toolCalls = [];
    private readonly List<Setting> settings = [];
    private readonly List<(string Name, JsonNode Value)> results = [];
    private readonly List<IJournalListener> listeners = [];
    private long stepStarted;
    private bool stepNotEvaluated;

    /// <summary>When the run began.</summary>
    public DateTimeOffset Started { get; } = time.GetUtcNow();

    /// <summary>The secrets of this run; add to them whatever is read.</summary>
    public Secrets Secrets => secrets;

    /// <summary>Who knows what failures come from; null where nobody does.</summary>
    public IExplains? Explains { get; init; }

    /// <summary>The steps so far, in the order they began.</summary>
    public IReadOnlyList<Step> Steps => Copy(steps);

    /// <summary>The findings so far, in the order they were found.</summary>
    public IReadOnlyList<Finding> Findings => Copy(findings);

    /// <summary>The changes so far, in the order they were made or shown.</summary>
    public IReadOnlyList<ChangeRecord> Changes => Copy(changes);

    /// <summary>The tools run so far, in the order they ended.</summary>
    public IReadOnlyList<ToolCall> ToolCalls => Copy(toolCalls);

    /// <summary>The configuration this run works with.</summary>
    public IReadOnlyList<Setting> Settings => Copy(settings);

    /// <summary>What verbs found out as data, by the member of the report it goes to.</summary>
    public IReadOnlyList<(string Name, JsonNode Value)> Results => Copy(results);

    /// <summary>Lets someone listen from now on.</summary>
    /// <param name="listener">The listener.</param>
    public void Listen(IJournalListener listener)
    {
        lock (gate)
        {
            listeners.Add(listener);
        }
    }

    /// <summary>A step begins. It runs until <see cref="EndStep"/>.</summary>
    /// <param name="name">The task's name.</param>
    public void BeginStep(string name)
    {
        lock (gate)
        {
            stepStarted = time.GetTimestamp();
            stepNotEvaluated = false;
            steps.Add(new Step(name, time.GetUtcNow(), TimeSpan.Zero, StepStatus.Running, "", null));
            Tell(listener => listener.OnStep(steps[^1]));
        }
    }

    /// <summary>One line for the table of steps about what the running step did. The last one wins.</summary>
    /// <param name="note">The line.</param>
    public void Summarize(string note)
    {
        lock (gate)
        {
            if (steps is [.., { Status: StepStatus.Running } running])
            {
                steps[^1] = running with { Note = secrets.Mask(note) };
            }
        }
    }

    /// <summary>The running step could not look at what it is for; it will end as <see cref="StepStatus.NotEvaluated"/> unless it fails.</summary>
    /// <param name="why">Why not.</param>
    public void NotEvaluated(string why)
    {
        lock (gate)
        {
            stepNotEvaluated = true;
            Summarize(why);
        }
    }

    /// <summary>The running step ends.</summary>
    /// <param name="status">What became of it.</param>
    /// <param name="failure">How it failed, if it did.</param>
    public void EndStep(StepStatus status, Failure? failure = null)
    {
        lock (gate)
        {
            if (steps is not [.., { Status: StepStatus.Running } running])
            {
                return;
            }

            steps[^1] = running with
            {
                Duration = time.GetElapsedTime(stepStarted),
                Status = stepNotEvaluated && status != StepStatus.Failed ? StepStatus.NotEvaluated : status,
                Failure = failure is null ? null : failure with { Reason = secrets.Mask(failure.Reason), Remedy = secrets.Mask(failure.Remedy) },
            };
            Tell(listener => listener.OnStep(steps[^1]));
        }
    }

    /// <summary>A line worth reading.</summary>
    /// <param name="text">One or several lines.</param>
    public void Note(string text)
    {
        var masked = secrets.Mask(text);
        lock (gate)
        {
            Tell(listener => listener.OnNote(masked));
        }
    }

    /// <summary>Where something that takes time stands.</summary>
    /// <param name="key">What it is about; a later call with the same key replaces the earlier one.</param>
    /// <param name="text">Where it stands.</param>
    /// <param name="finished">True in the last call for this key.</param>
    public void Progress(string key, string text, bool finished = false)
    {
        var (about, masked) = (secrets.Mask(key), secrets.Mask(text));
        lock (gate)
        {
            Tell(listener => listener.OnProgress(about, masked, finished));
        }
    }

    /// <summary>A line that a tool printed.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="line">The line, without its end.</param>
    /// <param name="isError">True when it came on standard error.</param>
    public void ToolOutput(string tool, string line, bool isError)
    {
        var masked = secrets.Mask(line);
        lock (gate)
        {
            Tell(listener => listener.OnToolOutput(tool, masked, isError));
        }
    }

    /// <summary>A check found something.</summary>
    /// <param name="finding">What it found.</param>
    public void Find(Finding finding)
    {
        var masked = finding with
        {
            Subject = secrets.Mask(finding.Subject), Evidence = secrets.Mask(finding.Evidence), Cause = secrets.Mask(finding.Cause),
            Remedy = secrets.Mask(finding.Remedy), File = MaskOptional(finding.File),
        };
        lock (gate)
        {
            findings.Add(masked);
            Tell(listener => listener.OnFinding(masked));
        }
    }

    /// <summary>A change was made or shown. Only the change gate calls this.</summary>
    /// <param name="change">The change.</param>
    public void Record(ChangeRecord change)
    {
        var masked = change with { Subject = secrets.Mask(change.Subject), Diff = secrets.Mask(change.Diff), Undo = MaskOptional(change.Undo), Checked = MaskOptional(change.Checked) };
        lock (gate)
        {
            changes.Add(masked);
            Tell(listener => listener.OnChange(masked));
        }
    }

    /// <summary>A tool has been run. Only the command runner calls this.</summary>
    /// <param name="call">The call.</param>
    public void Record(ToolCall call)
    {
        var masked = call with { Tool = secrets.Mask(call.Tool), Arguments = [.. call.Arguments.Select(secrets.Mask)] };
        lock (gate)
        {
            toolCalls.Add(masked);
        }
    }

    /// <summary>What a verb found out, as data for the report: a matrix, a table. A later call with the same name replaces the earlier one.</summary>
    /// <param name="name">The member of the report it goes to, such as <c>images</c>.</param>
    /// <param name="value">The data; its texts are masked here.</param>
    public void Attach(string name, JsonNode value)
    {
        var masked = Masked(value)!;
        lock (gate)
        {
            results.RemoveAll(result => result.Name == name);
            results.Add((name, masked));
        }
    }

    /// <summary>The configuration this run works with. Replaces what was said before.</summary>
    /// <param name="all">Every value with its origin; secret ones are masked here.</param>
    public void Configure(IEnumerable<Setting> all)
    {
        var masked = all.Select(setting => setting with { Value = secrets.Mask(setting.Value) }).ToList();
        lock (gate)
        {
            settings.Clear();
            settings.AddRange(masked);
        }
    }

    private JsonNode? Masked(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(member => KeyValuePair.Create(secrets.Mask(member.Key), Masked(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Masked)]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(secrets.Mask(text)),
        _ => node?.DeepClone(),
    };

    private string? MaskOptional(string? text) => text is null ? null : secrets.Mask(text);

    private List<T> Copy<T>(List<T> list)
    {
        lock (gate)
        {
            return [.. list];
        }
    }

    private void Tell(Action<IJournalListener> tell)
    {
        foreach (var listener in listeners)
        {
            tell(listener);
        }
    }
}
