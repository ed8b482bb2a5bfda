using Mesh.Core.Configuration.Loading;
using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>Reads the samples of a file.</summary>
/// <param name="file">The file.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class SampleReader(string file, Problems problems)
{
    private static readonly SampleKeySet Nothing = new([]);

    /// <summary>The samples.</summary>
    /// <param name="root">The document.</param>
    public IEnumerable<PolicySample> Read(YamlNode root)
    {
        if (root is not YamlMap map)
        {
            Wrong(root.At, "expected the key tests: with a list of samples");
            return [];
        }

        foreach (var other in map.Entries.Where(entry => entry.Key.Text != "tests"))
        {
            Wrong(other.Key.At, $"unknown key {Problems.Quote(other.Key.Text)}; the file has the one key 'tests'");
        }

        var tests = map.Entries.FirstOrDefault(entry => entry.Key.Text == "tests")?.Value;
        if (tests is not YamlList list)
        {
            Wrong((tests ?? map).At, "tests must be a list of samples");
            return [];
        }

        return [.. list.Items.Select(Sample).OfType<PolicySample>()];
    }

    private PolicySample? Sample(YamlNode node)
    {
        if (node is not YamlMap map)
        {
            Wrong(node.At, "a sample must be keys with values");
            return null;
        }

        var keys = new SampleMap(map, SampleKeys.OfSample, "the sample", file, problems);
        var (space, workload) = (keys.Text("namespace"), keys.Text("workload"));
        if (workload is not null && keys["labels"] is not null)
        {
            keys.Wrong("labels", "the sample has both 'workload' and 'labels'; keep one of them");
        }

        if (workload is not null && workload.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
        {
            keys.Wrong("workload", $"workload must be KIND/NAME, such as deployment/web; found {Problems.Quote(workload)}");
        }

        var request = keys["request"] is YamlMap written
            ? RequestReader.Read(new SampleMap(written, SampleKeys.OfRequest, "the request", file, problems))
            : RequestReader.Read(new SampleMap(new YamlMap(map.At, "", []), Nothing, "the request", file, problems));
        return new(keys.Text("name") ?? "", file, (int)map.At.Line)
        {
            Namespace = space ?? "",
            Workload = workload,
            Labels = keys.Texts("labels", StringComparer.Ordinal),
            Services = [.. keys.List("services").Select(service => service.Contains('/', StringComparison.Ordinal) ? service : $"{space}/{service}")],
            Request = request,
            Expect = keys.Text("expect") == "allow" ? Answer.Allow : Answer.Deny,
            By = keys.Text("by"),
        };
    }

    private void Wrong(YamlPlace at, string text) => problems.Add(Place.InFile(file, at.Line, at.Column), text);
}
