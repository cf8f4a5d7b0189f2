import * as common from '@grafana/grafana-foundation-sdk/common';
import { DashboardBuilder, DashboardCursorSync, DatasourceVariableBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Board, Panel, Series } from './board.ts';

/** Whoever imports a board says which Prometheus it is about. */
const SOURCE = { type: 'prometheus', uid: '${prometheus}' };
/** Three panels fill Grafana's 24 columns; a unit of height is 30 pixels. */
const [WIDTH, HEIGHT] = [8, 8];

export function toGrafana({ uid, title, description, rows }: Board): Dashboard {
  const board = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['durable-orders'])
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: 'now-1h', to: 'now' })
    .refresh('10s')
    .withVariable(new DatasourceVariableBuilder('prometheus').label('Prometheus').type('prometheus'));
  let id = 0;
  for (const row of rows) {
    board.withRow(new RowBuilder(row.title).id((id += 1)));
    for (const panel of row.panels) board.withPanel(toPanel(panel).id((id += 1)));
  }
  return board.build();
}

function toPanel({ title, description, unit, series, drawn = 'lines' }: Panel): PanelBuilder {
  const panel = new PanelBuilder()
    .title(title)
    .description(description)
    .datasource(SOURCE)
    .unit(unit)
    .min(0)
    .lineWidth(1)
    .span(WIDTH)
    .height(HEIGHT)
    .targets(series.map(toQuery));
  if (drawn === 'areas') panel.fillOpacity(40).stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
  return panel;
}

/** A, B, C … as Grafana names them itself. */
function toQuery({ expr, legend }: Series, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(String.fromCodePoint(65 + index))
    .expr(expr)
    .legendFormat(legend);
}
