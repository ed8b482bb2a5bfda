using System.Globalization;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Installation;

/// <summary>Which share of requests is traced: percent, where many mean a fraction.</summary>
internal static class TraceSampling
{
    /// <summary>Reads <c>5</c>, <c>5%</c>, <c>0.05%</c>.</summary>
    /// <param name="text">What istio.mesh.traceSampling says.</param>
    /// <returns>Percent.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> for a share below 1 without its sign, above 100, or finer than Istio knows.</exception>
    public static decimal Percent(string text)
    {
        var isSigned = text.EndsWith('%');
        var number = decimal.Parse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        if (number > 100)
        {
            throw Refused(text, "is more than all requests: it is percent", "Say a percentage from 0 to 100");
        }

        if (number is > 0 and < 1 && !isSigned)
        {
            var meant = (number * 100).ToString("0.####", CultureInfo.InvariantCulture);
            throw Refused(text, $"would trace one request in {Math.Round(100 / number)}, for it is percent", $"Say {meant} if {meant} percent are meant, as is mostly so, or {text}% if it is");
        }

        // Source: istio pilot/pkg/features, PILOT_TRACE_SAMPLING.
        return decimal.Round(number, 2) == number ? number : throw Refused(text, "is finer than Istio tells requests apart, which is 0.01 percent", "Say it with two decimal places at most");
    }

    private static MeshException Refused(string text, string why, string remedy) => new(ExitCode.Configuration, $"istio.mesh.traceSampling {text} {why}", remedy);
}
