using System.Runtime.Versioning;
using Mesh.Core.Helm;
using Mesh.Core.Tests.Processes;

namespace Mesh.Core.Tests.Helm;

/// <summary>A shell script that stands for helm: writes down how it is called, and answers each verb with what a test put there.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class FakeHelm : IDisposable
{
    private const string Script = """
        #!/bin/sh
        cd "$(dirname "$0")"
        printf '%s\n' "$@" -- >> calls
        env | grep -E '^(HELM_|KUBECONFIG)' > environment
        for argument; do case $argument in *values.json) cp "$argument" values; ls -l "$argument" | cut -c1-10 > mode; echo "$argument" > values-path;; esac; done
        verb=$1; if [ "$1" = get ]; then verb="get-$2"; fi
        case " $* " in *" --dry-run"*) verb=render;; esac
        if [ -f "$verb.before" ]; then . "./$verb.before"; fi
        if [ -f "$verb.err" ]; then cat "$verb.err" >&2; fi
        if [ -f "$verb.out" ]; then cat "$verb.out"; fi
        if [ -f "$verb.hang" ]; then echo hanging; exec sleep 60; fi
        if [ -f "$verb.exit" ]; then exit "$(cat "$verb.exit")"; fi
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("mesh-test-").FullName;

    public FakeHelm()
    {
        File.WriteAllText(Executable, Script + "\n");
        File.SetUnixFileMode(Executable, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Answer("version", "v3.10.1");
        Answer("list", "[]");
        Directory.CreateDirectory(Chart);
        File.WriteAllText(Path.Combine(Chart, "Chart.yaml"), "name: web\n");
        Helm = new HelmCommand(Stage.Runner, Stage.Journal, Executable);
    }

    public Stage Stage { get; } = new();

    public HelmCommand Helm { get; }

    public string Executable => Path.Combine(folder, "helm");

    public string Chart => Path.Combine(folder, "chart");

    /// <summary>The argument arrays of all calls.</summary>
    public IReadOnlyList<string[]> Calls => !File.Exists(At("calls")) ? [] :
        [.. File.ReadAllText(At("calls")).Split("--\n", StringSplitOptions.RemoveEmptyEntries).Select(call => call.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    public string[] Call(string verb) => Calls.Single(call => call[0] == verb);

    public string At(string name) => Path.Combine(folder, name);

    public string Read(string name) => File.ReadAllText(At(name)).TrimEnd();

    public void Answer(string verb, string output, int exitCode = 0, string error = "")
    {
        File.WriteAllText(At(verb + ".out"), output);
        File.WriteAllText(At(verb + ".err"), error);
        File.WriteAllText(At(verb + ".exit"), $"{exitCode}\n");
    }

    /// <summary>A line of shell that the call runs first, with its arguments.</summary>
    public void Before(string verb, string shell) => File.WriteAllText(At(verb + ".before"), shell + "\n");

    public void Hang(string verb) => File.WriteAllText(At(verb + ".hang"), "");

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
