using Mesh.Core.Findings;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mesh.Core.Sources.Lint.Files;

/// <summary>A workflow or an action of GitHub: its steps' scripts, and what goes on after a failure.</summary>
internal static class WorkflowFile
{
    public static IEnumerable<Hit> Find(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException fault)
        {
            return [new(ScriptFindings.Unreadable, (int)fault.Start.Line, (int)fault.Start.Line, fault.Message)];
        }

        // Other YAML files have neither.
        return stream.Documents is [{ RootNode: YamlMappingNode root }, ..] && (Get(root, "jobs") ?? Get(root, "runs")) is YamlMappingNode ? Of(root) : [];
    }

    private static IEnumerable<Hit> Of(YamlMappingNode root)
    {
        var shell = Shell(root);
        var jobs = Get(root, "jobs") is YamlMappingNode several ? several.Children.Values.OfType<YamlMappingNode>() : [(YamlMappingNode)Get(root, "runs")!];
        foreach (var job in jobs)
        {
            var steps = Get(job, "steps") is YamlSequenceNode list ? list.Children.OfType<YamlMappingNode>() : [];
            foreach (var part in steps.Prepend(job))
            {
                if (Get(part, "continue-on-error") is YamlScalarNode { Value: { } goesOn } node && !goesOn.Equals("false", StringComparison.OrdinalIgnoreCase))
                {
                    yield return new(ScriptFindings.GoesOn, (int)node.Start.Line, (int)node.Start.Line, $"continue-on-error: {goesOn}");
                }

                if (Get(part, "run") is YamlScalarNode { Value: { } script } run)
                {
                    var own = (Get(part, "shell") as YamlScalarNode)?.Value ?? Shell(job) ?? shell;
                    var first = (int)run.Start.Line + (run.Style is ScalarStyle.Literal or ScalarStyle.Folded ? 1 : 0);
                    foreach (var hit in own is null or "sh" || own.StartsWith("bash", StringComparison.Ordinal) ? ShellFile.Find(script, first, Settings(own, root, job, part)) : [])
                    {
                        yield return hit;
                    }
                }
            }
        }
    }

    // Left alone, bash is run with -e only; named, with -eo pipefail.
    private static ShellSettings Settings(string? shell, params YamlMappingNode[] scopes) => new(
        shell == "bash" || (shell?.Contains("pipefail", StringComparison.Ordinal) ?? false),
        scopes.Select(scope => Get(scope, "env")).OfType<YamlMappingNode>().SelectMany(env => env.Children.Keys).OfType<YamlScalarNode>().Select(key => key.Value ?? "").ToHashSet());

    private static string? Shell(YamlMappingNode scope) =>
        Get(scope, "defaults") is YamlMappingNode defaults && Get(defaults, "run") is YamlMappingNode run ? (Get(run, "shell") as YamlScalarNode)?.Value : null;

    private static YamlNode? Get(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
}
