using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// A load balancer of mesh.yaml, read: which Service, to which pods and ports of theirs, and how long that may take.
internal sealed partial record WantedRoute(string Namespace, string Service, JsonObject Selector, IReadOnlyDictionary<int, JsonNode> Targets, TimeSpan Limit, TimeSpan Steady)
{
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> for labels and ports that Kubernetes has none of, all of them named;
    /// <see cref="ExitCode.Configuration"/> when <paramref name="name"/> is none of them or several.</exception>
    public static IReadOnlyList<WantedRoute> Of(IReadOnlyList<LoadBalancerOptions> all, string? name, TimeSpan timeout)
    {
        var problems = all.SelectMany((one, index) => Problems(one).Select(problem => $"loadBalancers[{index}].{problem}")).ToList();
        if (problems.Count > 0)
        {
            throw new MeshException(ExitCode.MalformedInput, string.Join("; ", problems.Take(10)) + (problems.Count > 10 ? $"; and {problems.Count - 10} more" : ""),
                "Write labels as Kubernetes has them, in quotes where they look like a number, and target ports as a number or as the name of a container's port");
        }

        return [.. Chosen(all, name).Select(one => new WantedRoute(
            one.Namespace, one.Service,
            new JsonObject(one.Selector.Select(label => KeyValuePair.Create(label.Key, label.Value?.DeepClone()))),
            one.Ports.ToDictionary(port => port.Port, port => Target(port.TargetPort)),
            TimeLimit.TryParse(one.Timeout, out var own) ? own : timeout,
            TimeLimit.TryParse(one.Steady, out var steady) ? steady : TimeSpan.Zero))];
    }

    private static IEnumerable<LoadBalancerOptions> Chosen(IReadOnlyList<LoadBalancerOptions> all, string? name)
    {
        if (name is null)
        {
            return all;
        }

        var chosen = all.Where(one => one.Service == name || $"{one.Namespace}/{one.Service}" == name).ToList();
        return chosen.Count == 1 ? chosen : throw new MeshException(ExitCode.Configuration,
            chosen.Count == 0 ? $"there is no load balancer '{name}' in mesh.yaml" : $"'{name}' is {chosen.Count} load balancers in mesh.yaml",
            $"Say --service with one of: {string.Join(", ", all.Select(one => $"{one.Namespace}/{one.Service}"))}");
    }

    private static JsonNode Target(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : text;

    private static IEnumerable<string> Problems(LoadBalancerOptions one)
    {
        if (one.Selector.Count == 0)
        {
            yield return "selector is empty, which selects no pod";
        }

        foreach (var (label, value) in one.Selector)
        {
            if (!LabelName().IsMatch(label))
            {
                yield return $"selector: '{Printable.OneLine(label)}' is no label's name";
            }
            else if (value.Text() is not { } text || !LabelValue().IsMatch(text))
            {
                yield return $"selector.{label}: {Printable.OneLine(value?.ToJsonString() ?? "null")} is no label's value{(value is JsonValue && value.Text() is null ? ", which is a text" : "")}";
            }
        }

        foreach (var (index, port) in one.Ports.Index())
        {
            if (port.Port > 65535)
            {
                yield return $"ports[{index}].port: {port.Port} is above 65535";
            }

            var isNumber = port.TargetPort.All(char.IsAsciiDigit);
            if (isNumber ? !int.TryParse(port.TargetPort, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535 : !PortName().IsMatch(port.TargetPort))
            {
                yield return $"ports[{index}].targetPort: '{Printable.OneLine(port.TargetPort)}' is neither a port between 1 and 65535 nor a port's name";
            }
        }
    }

    [GeneratedRegex(@"^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(?=[^/]{1,63}\z)[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?\z")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"^(?=.{0,63}\z)([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"^(?=.{1,15}\z)(?=.*[a-z])[a-z0-9](-?[a-z0-9])*\z")]
    private static partial Regex PortName();
}
